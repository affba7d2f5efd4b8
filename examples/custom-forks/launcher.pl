# Loads a Perl action once, then runs each activation in a fork: docs/reference/forks.md describes the protocol.
use strict;
use warnings;
use JSON::PP;
use POSIX qw(setsid _exit);
$| = 1;    # logs go out at once

my $main = do "$ARGV[0]";    # the action ends with a function
die $@ || "the action does not end with a function\n" unless ref $main eq 'CODE';
my $json = JSON::PP->new->utf8->canonical;
my %init = %{ $json->decode(delete $ENV{ACTIONRUNNER_INIT_CONTEXT} // '{}') };    # what the init's context replaced
open my $channel, '>&=', 3 or die $!;
syswrite $channel, qq({"ok":true,"fork":true}\n);

while (my $order = <STDIN>) {
    place(split ' ', $order) unless fork;    # one for each concurrent activation, and a spare one
}

sub place {
    my (undef, $orders, $frames, $stdout, $stderr, $reports) = @_;
    setsid;
    close $channel;
    open my $report, '>', $reports or _exit 1;
    open STDIN, '+<', $orders or _exit 1;    # both directions: an open that waits for nobody
    open STDIN, '<', $orders or _exit 1;
    syswrite $report, "ready $$\n";
    while (my $number = <STDIN>) {
        chomp $number;
        my $pid = fork // _exit 1;
        if (!$pid) {
            setsid;
            open my $both, '+<', $frames or _exit 1;
            open STDIN, '<', $frames or _exit 1;
            close $both;
            open STDOUT, '>', $stdout or _exit 1;
            open STDERR, '>', $stderr or _exit 1;
            syswrite $report, "armed $number $$\n";
            close $report;
            activate(<STDIN> // _exit 0);    # waits here for the next activation
        }
        waitpid $pid, 0;
        syswrite $report, "exit $number $?\n";
    }
    _exit 0;
}

sub activate {
    my ($mark, $input, $answer) = split ' ', shift;
    $ENV{ACTIONRUNNER_PROCESS} = $mark;
    srand;
    open STDIN, '<', $input or die $!;
    my $message = $json->decode(scalar <STDIN>);
    open STDIN, '<', '/dev/null';
    for (keys %init) {
        if (defined $init{$_}) { $ENV{$_} = $init{$_} }
        else { delete $ENV{$_} }
    }
    for (grep { $_ ne 'value' } keys %$message) {
        my $field = $message->{$_};
        $ENV{ '__OW_' . uc } = ref $field ? $json->encode($field) : $field;
    }
    my $result = eval { $main->($message->{value} // {}) };
    if ($@) { print STDERR $@; $result = { error => "$@" } }
    open my $file, '+<', $answer or die $!;
    syswrite $file, $json->encode($result) . "\n";
    _exit 0;
}
