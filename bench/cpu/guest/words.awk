# Words and their lengths, fields and a little arithmetic.
{
    for (i = 1; i <= NF; i++) {
        count[$i]++
        total += length($i) * 0.5
    }
    gsub(/[aeiou]+t/, "<&>")
    marked += length($0)
}
END {
    for (word in count) {
        words++
        square += count[word] * count[word] / 3
    }
    printf "%d %.1f %d %.3f\n", words, total, marked, square
}
