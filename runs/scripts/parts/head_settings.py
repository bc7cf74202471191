"""What is fitted at the end of a design, and how; the values here are examples."""

HEAD = "SVM"  # or LogisticRegression
KERNEL = "rbf"  # of an SVM: linear or rbf
C = 1.0  # how closely the photographs are followed; None: chosen on some that are held back
GAMMA = 0.01  # how sharply rbf curves; None: 1 / (numbers that come in * their variance)
CLASS_WEIGHTS = True  # an image of a rare class counts more, so that all classes count the same
FLIPS_AT_USE = False  # look at each photograph four times, mirrored both ways, and take the mean
SEED = 0
HEAD_LAYERS = ("svm_standardised", "svm_vectors", "svm_length", "svm")  # that fitting fills
