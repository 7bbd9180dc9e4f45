window.analysisNumbers = {"n-c4a2640def56":{"text":"57","words":"the alignments, all of them","query":"","rows":"all"}};
