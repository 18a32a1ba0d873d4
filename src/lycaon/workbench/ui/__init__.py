"""The look and the words of every screen: base templates, tags, styles, keys, translations. It knows no app."""
