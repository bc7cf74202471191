"""The parts of the exported scripts: real code, checked like all other, printed word for word.

They import each other here and stand in one file there; `design_settings` and `recipe_settings`
are printed with a run's own values, `network` is replaced by the run's own network.
"""
