window.analysisNumbers = {"n-4b1068ee7004":{"text":"11","words":"the occasions, all of them","query":"","rows":"all"}};
