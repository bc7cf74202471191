"""One folder a page: ``page.py`` shows it, the files beside it are its panels."""
