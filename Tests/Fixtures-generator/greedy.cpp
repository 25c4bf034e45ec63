// Greedy completions straight from llama.cpp, without any of our own code in between.
//
// usage: greedy MODEL.gguf PROMPTS OUTPUTS
// PROMPTS holds records "max tokens US stop string US prompt" separated by RS (US = 0x1f, RS = 0x1e); OUTPUTS gets
// "finish reason US text RS" for each, in order.
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "llama.h"

static std::string complete(llama_context* context, const llama_vocab* vocab, const std::string& prompt,
                            int max_tokens, const std::string& stop, std::string& text) {
    std::vector<llama_token> tokens(prompt.size() + 8);
    tokens.resize(llama_tokenize(vocab, prompt.data(), prompt.size(), tokens.data(), tokens.size(), true, true));
    llama_memory_clear(llama_get_memory(context), true);
    llama_sampler* sampler = llama_sampler_init_greedy();
    llama_batch batch = llama_batch_get_one(tokens.data(), tokens.size());
    std::string reason = "length";
    llama_token token;
    for (int i = 0; i < max_tokens; i++) {
        if (llama_decode(context, batch) != 0) { reason = "error"; break; }
        token = llama_sampler_sample(sampler, context, -1);
        if (llama_vocab_is_eog(vocab, token)) { reason = "end-of-turn"; break; }
        char piece[256];
        text.append(piece, llama_token_to_piece(vocab, token, piece, sizeof piece, 0, false));
        size_t end = stop.empty() ? std::string::npos : text.find(stop);
        if (end != std::string::npos) { text.resize(end); reason = "stop"; break; }
        batch = llama_batch_get_one(&token, 1);
    }
    llama_sampler_free(sampler);
    return reason;
}

int main(int argc, char** argv) {
    if (argc != 4) { fprintf(stderr, "usage: greedy MODEL.gguf PROMPTS OUTPUTS\n"); return 2; }
    llama_backend_init();
    llama_model* model = llama_model_load_from_file(argv[1], llama_model_default_params());
    if (!model) return 1;
    llama_context_params parameters = llama_context_default_params();
    parameters.n_ctx = parameters.n_batch = 2048;
    parameters.n_threads = 1;
    parameters.n_threads_batch = 2;
    llama_context* context = llama_init_from_model(model, parameters);
    if (!context) return 1;
    std::stringstream all;
    all << std::ifstream(argv[2]).rdbuf();
    std::ofstream out(argv[3]);
    std::string record;
    while (std::getline(all, record, '\x1e')) {
        size_t a = record.find('\x1f'), b = record.find('\x1f', a + 1);
        std::string text;
        std::string reason = complete(context, llama_model_get_vocab(model), record.substr(b + 1),
                                      std::stoi(record.substr(0, a)), record.substr(a + 1, b - a - 1), text);
        out << reason << '\x1f' << text << '\x1e' << std::flush;
    }
}
