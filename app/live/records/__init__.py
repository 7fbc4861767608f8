"""공개 기록: a ballot's result file, finding one's own vote in it, and the minutes (회의록): drafted from the record, corrected, confirmed."""
