import os
import subprocess


class Program:
    def __init__(self, logger):
        pass

    def __call__(self, in_files, out_files, params):
        out_files[0].set_metadata({})
        program = os.path.join(params['storlet_execution_path'], 'count.sh')
        out_files[0].write(subprocess.run([program], stdin=in_files[0], stdout=subprocess.PIPE, check=True).stdout)
        out_files[0].close()
