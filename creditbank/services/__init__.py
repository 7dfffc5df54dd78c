"""Floor 3: one public function per use case, one transaction each."""
