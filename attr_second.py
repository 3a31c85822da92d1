import attr_first
attr_first.z
