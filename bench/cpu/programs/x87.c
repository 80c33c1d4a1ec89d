/* x87: bodies that attract each other, a product of matrices, an escape-time fractal, numbers to integers and back. No transcendental functions. */
#include "programs.h"

enum { BODIES = 5, SIZE = 32 };

static double square_root(double value)
{
    __asm__("fsqrt" : "+t"(value));
    return value;
}

static uint32_t bodies(int steps)
{
    double place[BODIES][3], speed[BODIES][3], mass[BODIES];
    for (int i = 0; i < BODIES; i++) {
        mass[i] = 1.0 / (1 + i);
        for (int j = 0; j < 3; j++) {
            place[i][j] = (i * 7 + j * 3) % 11 - 5.0;
            speed[i][j] = ((i * 5 + j) % 7 - 3) * 0.125;
        }
    }
    for (; steps; steps--) {
        for (int a = 0; a < BODIES; a++)
            for (int b = a + 1; b < BODIES; b++) {
                double d[3], square = 0.01;
                for (int j = 0; j < 3; j++) {
                    d[j] = place[a][j] - place[b][j];
                    square += d[j] * d[j];
                }
                double pull = 0.001 / (square * square_root(square));
                for (int j = 0; j < 3; j++) {
                    speed[a][j] -= d[j] * mass[b] * pull;
                    speed[b][j] += d[j] * mass[a] * pull;
                }
            }
        for (int i = 0; i < BODIES; i++)
            for (int j = 0; j < 3; j++)
                place[i][j] += 0.001 * speed[i][j];
    }
    return mix_bytes(0, place, sizeof place);
}

static uint32_t matrices(void)
{
    static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (i * 3 + j) % 17 / 7.0;
            b[i][j] = (i + j * 5) % 13 / 3.0;
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            double sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
    return mix_bytes(0, c, sizeof c);
}

static uint32_t fractal(void)
{
    uint32_t sum = 0;
    for (int row = 0; row < 24; row++)
        for (int column = 0; column < 32; column++) {
            double re = column / 12.0 - 2, im = row / 12.0 - 1, x = 0, y = 0;
            uint32_t n = 0;
            for (; n < 64 && x * x + y * y < 4; n++) {
                double next = x * x - y * y + re;
                y = 2 * x * y + im;
                x = next;
            }
            sum = mix(sum, n);
        }
    return sum;
}

static uint32_t conversions(uint32_t seed)
{
    uint32_t sum = 0;
    float small = 1.5f;
    long double extended = 1;
    for (int i = 0; i < 2000; i++) {
        int32_t whole = (int32_t)(next_random(&seed) >> 8);
        small = small * 0.75f + (float)whole;
        extended = extended / 3 + whole;
        sum = mix(sum, (uint32_t)(int32_t)(small / 5));
        sum = mix(sum, (uint32_t)(int64_t)extended);
    }
    return sum;
}

uint32_t x87(uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum = mix(sum, bodies(300));
        sum = mix(sum, matrices());
        sum = mix(sum, fractal());
        sum = mix(sum, conversions(i + 1));
    }
    return sum;
}
