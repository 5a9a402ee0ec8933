"""What the user may: resource servers, their policies, and decisions about permissions. Knows neither HTTP nor tokens' signatures."""
