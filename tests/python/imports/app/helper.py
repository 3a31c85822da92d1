text = 'helped'
