# Actions for the conformance check: conformance.json names the function for each ability.
use strict;
use warnings;
use Cwd ();

my $END_OF_LOGS = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';
my $OK = { ok => JSON::PP::true };
my $calls = 0;

sub main { return $_[0] }    # echo
sub fail { return { error => 'no such user' } }
sub crash { kill 'KILL', $$ }
sub leave { exit 3 }
sub scalar_result { return 42 }
sub large { return { text => 'x' x $_[0]{bytes} } }
sub directory { return { directory => Cwd::getcwd } }
sub counter { return { count => ++$calls } }

sub variable {
    my $value = $ENV{ $_[0]{name} };
    utf8::decode($value) if defined $value;
    return { value => $value };
}

sub logs {
    print "hello stdout\n";
    print STDERR "hello stderr\n";
    return $OK;
}

sub pause {
    select undef, undef, undef, $_[0]{ms} / 1000;
    return $OK;
}

sub flood {
    print 'x' x 1000, "\n" for 1 .. $_[0]{lines};
    return $OK;
}

sub sentinel {
    print "$END_OF_LOGS\n";
    print STDERR "$END_OF_LOGS\n";
    return $OK;
}

sub unterminated {
    print STDERR 'half a line';
    return $OK;
}

sub binary {
    print STDERR "caf\xe9\n";
    return $OK;
}

sub append {
    open my $file, '+>>', 'state' or die $!;
    print $file "line\n";
    seek $file, 0, 0;
    return { lines => scalar(my @lines = <$file>) };
}

sub child {
    system 'sleep 20 &';
    return $OK;
}

1;
