class Raises:
    def __init__(self, logger):
        pass

    def __call__(self, in_files, out_files, params):
        raise ValueError('bad')
