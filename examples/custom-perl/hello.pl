use strict;
use warnings;
use JSON::PP;

my $args = decode_json(<STDIN>);
print STDERR "greeting $args->{name}\n";
print encode_json({ message => "Hello, $args->{name}!" });
