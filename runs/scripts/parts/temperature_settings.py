"""At which temperature the network in the file gives its scores; the value here is an example."""

TEMPERATURE = 1.0  # softmax(log(score) / it), inside the network; 1: scores as they were learnt
