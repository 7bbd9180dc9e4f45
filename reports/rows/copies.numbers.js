window.analysisNumbers = {"n-4215e259ac8f":{"text":"2","words":"the copies, all of them","query":"","rows":"all"}};
