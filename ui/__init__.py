"""The pages: one file a page, over the services of the other rooms."""
