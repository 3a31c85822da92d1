

class EmbeddedFinder:

    """Path entry finder for the folders that the embedded library seems to lie in.

    What stands before them on sys.path hides modules of the library, as it does where that lies on disk.
    """

    def __init__(self, path):
        if not _imp._is_embedded(path):
            raise ImportError('only the embedded library is found here', path=path)
        self.path = path

    def find_spec(self, fullname, target=None):
        spec = FrozenImporter._find_embedded(fullname)
        if spec is None or spec.loader_state.filename is None:
            return None
        places = f'{self.path}/{fullname.rpartition(".")[2]}'
        if spec.loader_state.filename in (f'{places}.py', f'{places}/__init__.py'):
            # It looks as if it came from there.
            spec.origin = spec.loader_state.filename
            spec.has_location = True
            return spec
        return None

    def iter_modules(self, prefix=''):
        """The modules of this folder, for pkgutil: pairs of a name and whether it is a package's."""
        for fullname in _imp._frozen_module_names():
            spec = self.find_spec(fullname)
            if spec is not None:
                yield prefix + fullname.rpartition('.')[2], spec.submodule_search_locations is not None

    def invalidate_caches(self):
        pass

    def __repr__(self):
        return f'{type(self).__name__}({self.path!r})'
