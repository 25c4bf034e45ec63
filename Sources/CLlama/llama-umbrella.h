// What Swift sees of llama.cpp: the inference API, the tensor library's type tables, devices and GGUF reader.
#include <llama.h>
#include <ggml.h>
#include <ggml-backend.h>
#include <ggml-cpu.h>
#include <gguf.h>
