print qq({"ok":true}\n);
