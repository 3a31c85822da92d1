import helper
print(helper.text, __name__)
