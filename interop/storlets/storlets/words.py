import collections
import json
import os


class Words:
    def __init__(self, logger):
        self.logger = logger

    def __call__(self, in_files, out_files, params):
        self.logger.info('counts words')
        metadata = in_files[0].get_metadata()
        out_files[0].set_metadata({**metadata, 'Counted': 'yes'})
        counts = collections.Counter(in_files[0].read().decode().split())
        seen = {'words': counts, 'user': os.getuid(), 'network': sorted(os.listdir('/sys/class/net'))}
        if 'greeting' in params:
            seen['greeting'] = params['greeting']
        out_files[0].write(json.dumps(seen).encode())
        out_files[0].close()
