"""구의회: talks (간담회) at least once a quarter, councillors' pledges and the agendas they belong to."""
