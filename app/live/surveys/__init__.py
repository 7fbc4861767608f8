"""만족도 조사: three questions when people leave, answered on the phone or on paper. Only counts are kept, never who said what."""
