"""예산 업무: where officers write projects down, decide what is given, and tie them to agendas."""
