"""Settings, addresses and start-up: where the apps of the workbench are put together. It decides nothing itself."""
