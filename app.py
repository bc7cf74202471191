"""The web app's entry: navigation and wiring only (pages live in ``ui/``)."""
