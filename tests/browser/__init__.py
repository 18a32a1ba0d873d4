"""The workbench as a browser sees it. ``README.md`` says how to add a screen and how to photograph it."""
