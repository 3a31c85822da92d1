//! The interpreter: frames, dispatch, generators, threads.
