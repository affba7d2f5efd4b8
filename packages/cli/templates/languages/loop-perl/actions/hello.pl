use strict;
use warnings;

# Gets the parameters of each activation, and returns its result. What it prints is logged.
sub main {
    my ($args) = @_;
    my $name = $args->{name} // 'stranger';
    print STDERR "greeting $name\n";
    return { message => "Hello, $name!" };
}

1;
