# Regular expressions, hashes and sorting over the text.
my ($rounds) = @ARGV;
for my $round (1 .. $rounds) {
    my (%counts, %pairs, $swapped);
    open(my $text, '<', 'text') or die "text: $!";
    while (my $line = <$text>) {
        chomp $line;
        next if $. % 10 != $round % 10;
        $counts{$1}++ while $line =~ /\b([a-z]{3,}[aeiou])\b/g;
        $pairs{"$2 $1"}++ if $line =~ /(\w*st\w*) (\w+e)\b/;
        $swapped += ($line =~ s/(\w+) (\w+)/$2 $1/g);
    }
    my @order = sort { $counts{$b} <=> $counts{$a} || $a cmp $b } keys %counts;
    close($text);
    print join(' ', map { "$_=$counts{$_}" } grep { defined } @order[0 .. 9]), " ", scalar(keys %pairs), " $swapped\n";
}
