from ipaddress import IPv4Address, IPv6Address


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is on the public network.

    What requests_hardened's own filter lets pass of the IPv6 space, old site-local and
    IPv4-compatible addresses, isn't.
    """
    return (
        address.is_global
        and not address.is_reserved
        and not address.is_multicast
        and not (isinstance(address, IPv6Address) and address.is_site_local)
    )
