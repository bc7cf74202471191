"""The web app's entry: navigation and wiring only (pages live in ``ui/pages/``)."""

if __name__ == "__main__":  # Streamlit runs this file; whoever imports it wants its place only
    from ui.frame import shell

    shell.run()
