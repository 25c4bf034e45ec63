#include "matrix_product.h"
