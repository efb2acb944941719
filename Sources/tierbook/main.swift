print("tierbook")
