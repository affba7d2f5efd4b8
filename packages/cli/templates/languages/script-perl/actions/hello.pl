# The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
use strict;
use warnings;
use JSON::PP;

my $name = decode_json(<STDIN>)->{name} // 'stranger';
print STDERR "greeting $name\n";    # everything else is logged
print encode_json({ message => "Hello, $name!" }), "\n";
