"""The parts of the exported scripts: real code, checked like all other, printed word for word.

They import each other here and stand in one file there; those named `settings` are printed with
a run's own values, `network` is replaced by the run's own network, and `measure` is neither printed
nor called where no layer measures. Where the head is fitted at once, `fitting` takes the place of
`training`.
"""
