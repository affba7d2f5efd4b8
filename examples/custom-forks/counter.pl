use strict;
use warnings;

my $count = 0;

sub {
    my ($args) = @_;
    $count++;
    print "for $args->{name}\n";
    return { greeting => "Hello, $args->{name}!", count => $count };
};
