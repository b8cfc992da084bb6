<button>Go</button>
