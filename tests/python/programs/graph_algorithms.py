# Graphs: breadth-first, depth-first, Dijkstra, topological order, components, minimum spanning tree.
import heapq
from collections import defaultdict, deque

edges = [("a", "b", 4), ("a", "c", 1), ("c", "b", 2), ("b", "d", 5), ("c", "d", 8), ("d", "e", 3), ("f", "g", 1)]
graph = defaultdict(dict)
for u, v, w in edges:
    graph[u][v] = w
    graph[v][u] = w

def dijkstra(start):
    distance, heap = {}, [(0, start)]
    while heap:
        d, node = heapq.heappop(heap)
        if node in distance:
            continue
        distance[node] = d
        for neighbour, w in graph[node].items():
            if neighbour not in distance:
                heapq.heappush(heap, (d + w, neighbour))
    return distance

assert dijkstra("a") == {"a": 0, "c": 1, "b": 3, "d": 8, "e": 11}

def breadth_first(start):
    seen, queue = {start: None}, deque([start])
    while queue:
        node = queue.popleft()
        for neighbour in sorted(graph[node]):
            if neighbour not in seen:
                seen[neighbour] = node
                queue.append(neighbour)
    return seen

parents = breadth_first("a")
path = ["e"]
while parents[path[-1]]:
    path.append(parents[path[-1]])
assert path[::-1] == ["a", "b", "d", "e"]
components = set()
for node in list(graph):
    components.add(frozenset(breadth_first(node)))
assert sorted(map(len, components)) == [2, 5]
leader = {n: n for n in graph}

def find(n):
    while leader[n] != n:
        leader[n] = leader[leader[n]]
        n = leader[n]
    return n

tree = 0
for u, v, w in sorted(edges, key=lambda e: e[2]):
    if find(u) != find(v):
        leader[find(u)] = find(v)
        tree += w
assert tree == 12
from graphlib import CycleError, TopologicalSorter
assert list(TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"a"}}).static_order())[0] == "a"
