import sys

from pipeloop.site.cli import main

sys.exit(main())
