#ifndef C_FORGE_KERNELS_H
#define C_FORGE_KERNELS_H
// Number kernels for the encoders and the trainer (products, attention) and for the search over vectors. One header per
// concern.
#include "vector_scan.h"
#include "matrix_product.h"
#include "transformer_rows.h"
#include "training_rows.h"
#endif
