def background(language, count):
    return []
