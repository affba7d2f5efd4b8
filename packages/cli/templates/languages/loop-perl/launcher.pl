# Loads an action, and answers each line of JSON on stdin with one on file descriptor 3: the protocol ActionLoop.
# https://github.com/actionrunner/actionrunner/blob/main/docs/guides/actionloop.md
use strict;
use warnings;
use IO::Handle;
use JSON::PP;
use POSIX ();

my ($source, $name) = @ARGV;
my $json = JSON::PP->new->utf8->canonical->allow_nonref->allow_bignum;

# Where the action and its processes do not find them.
open my $requests, '<&', \*STDIN or die $!;
open my $answers, '>&', 3 or die $!;
POSIX::close(3);
open STDIN, '<', '/dev/null' or die $!;
$_->autoflush for *STDOUT, *STDERR, $answers;

my %before = %{ $json->decode(delete $ENV{ACTIONRUNNER_INIT_CONTEXT} // '{}') };
defined do $source or die $@ || $! || "$source does not end with a true value\n";
my $action = main->can($name) or die "The action has no function named $name.\n";
print $answers qq({"ok":true}\n);

while (my $line = <$requests>) {
    my $message = $json->decode($line);
    my $args = exists $message->{value} ? delete $message->{value} : {};
    set_context($message);
    my $result = eval { $json->encode($action->($args)) };
    if (!defined $result) {
        print STDERR $@;
        $result = $json->encode({ error => "$@" });
    }
    print $answers "$result\n";
}

# The fields of a message besides its value are variables, until the next message. Those of the init are removed by the first one.
sub set_context {
    my ($fields) = @_;
    for my $variable (keys %before) {
        if (defined $before{$variable}) { $ENV{$variable} = $before{$variable} }
        else { delete $ENV{$variable} }
    }
    %before = ();
    for my $field (keys %$fields) {
        my ($variable, $content) = ('__OW_' . uc $field, $fields->{$field});
        my $text = ref $content || !defined $content ? $json->encode($content) : encode_text($content);
        next if $variable =~ /[=\0]/ || $text =~ /\0/;    # cannot be a variable; the runtime has logged that
        $before{$variable} = $ENV{$variable};
        $ENV{$variable} = $text;
    }
}

# Variables are bytes.
sub encode_text {
    my ($text) = @_;
    utf8::encode($text);
    return $text;
}
