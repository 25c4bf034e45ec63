// Sixteen numbers at a time, in the compiler's vector extension: one zmm, two ymm or four NEON registers.
// Included inside kernel_body.h, once per path, so that every function is compiled for that path's processor.

typedef float v16 __attribute__((vector_size(64)));
typedef int32_t v16i __attribute__((vector_size(64)));
typedef uint32_t v16u __attribute__((vector_size(64)));
typedef uint16_t v16h __attribute__((vector_size(32)));
// Rows start anywhere, and what is stored as floats here is read as such.
typedef v16 v16_unaligned __attribute__((aligned(2), may_alias));
typedef v16h v16h_unaligned __attribute__((aligned(2), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE v16 load16(const float *from) { return *(const v16_unaligned *)from; }
INLINE void store16(float *to, v16 x) { *(v16_unaligned *)to = x; }
INLINE v16 fill16(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

/// To the nearest bfloat16, ties to even. Numbers here are finite.
INLINE v16h bf16_of(v16 x) {
    v16u bits = (v16u)x;
    bits += 0x7fff + ((bits >> 16) & 1);
    return __builtin_convertvector(bits >> 16, v16h);
}

INLINE void store16_bf16(uint16_t *to, v16 x) { *(v16h_unaligned *)to = bf16_of(x); }

// Folding halves rather than adding up in order: the same sum on every path, and few steps.
INLINE float sum16(v16 x) {
    float lanes[16];
    store16(lanes, x);
    for (int width = 8; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

INLINE float max16(v16 x) {
    float lanes[16];
    store16(lanes, x);
    for (int width = 8; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] = lanes[i] > lanes[i + width] ? lanes[i] : lanes[i + width];
    return lanes[0];
}

/// e^x for x <= 88, with a relative error below 2e-7; 0 below -87. (Range reduction and polynomial: Cephes expf.)
INLINE v16 exp16(v16 x) {
    const v16i is_zero = x < fill16(-87.0f);
    x = __builtin_elementwise_min(__builtin_elementwise_max(x, fill16(-87.0f)), fill16(88.0f));
    const v16 magic = fill16(12582912.0f);  // adding 1.5 * 2^23 rounds to a whole number
    v16 whole = x * 1.44269504088896341f + magic;
    whole -= magic;
    v16 rest = x - whole * 0.693359375f;
    rest = rest - whole * -2.12194440e-4f;
    v16 p = fill16(1.9875691500e-4f);
    p = p * rest + 1.3981999507e-3f;
    p = p * rest + 8.3334519073e-3f;
    p = p * rest + 4.1665795894e-2f;
    p = p * rest + 1.6666665459e-1f;
    p = p * rest + 5.0000001201e-1f;
    p = p * (rest * rest) + rest;
    p = p + 1.0f;
    const v16i power = (__builtin_convertvector(whole, v16i) + 127) << 23;
    return (v16)((v16i)(p * (v16)power) & ~is_zero);
}

INLINE v16 abs16(v16 x) { return (v16)((v16u)x & 0x7fffffff); }

INLINE v16 tanh16(v16 x) {
    const v16 size = abs16(x);
    const v16 small = x * x;
    // 1 - 2/(e^2x + 1) cancels near 0, where the series is exact enough.
    const v16 series = x + x * small * (-1.0f / 3 + small * (2.0f / 15 + small * (-17.0f / 315)));
    const v16 far = 1.0f - 2.0f / (exp16(__builtin_elementwise_min(size * 2.0f, fill16(40.0f))) + 1.0f);
    const v16u sign = (v16u)x & 0x80000000u;
    const v16i near = size < fill16(0.15f);
    return (v16)(((v16i)series & near) | ((v16i)((v16u)far | sign) & ~near));
}

/// x Φ(x). The tail Φ(-|x|) is Abramowitz and Stegun 7.1.26 (error below 1.5e-7), which keeps small values relative.
INLINE v16 gelu16(v16 x) {
    const v16 z = abs16(x) * 0.70710678118654752f;
    const v16 t = 1.0f / (1.0f + z * 0.3275911f);
    v16 p = t * 1.061405429f + -1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t + -0.284496736f;
    p = p * t + 0.254829592f;
    const v16 tail = p * t * exp16(-(z * z)) * 0.5f;
    const v16i negative = x < fill16(0.0f);
    return x * (v16)(((v16i)tail & negative) | ((v16i)(1.0f - tail) & ~negative));
}

INLINE v16 gelu_tanh16(v16 x) {
    return x * 0.5f * (1.0f + tanh16((x + x * x * x * 0.044715f) * 0.79788456080286536f));
}
