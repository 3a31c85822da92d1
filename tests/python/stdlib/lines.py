changed, and longer
