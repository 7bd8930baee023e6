// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev Largest remainders are shared out by `protocol/corpus/apportion.ts`, not by a contract: this states its arithmetic for
/// three parties, so that what is proved here is the rule and not that program.
library Quota {
    /// @dev What a party has before anything is left over, and its remainder. The weights sum to `WHOLE`.
    function split(uint256 amount, uint256 weight) internal pure returns (uint256 quota, uint256 remainder) {
        return ((amount * weight) / 10_000, (amount * weight) % 10_000);
    }
}

/// @notice Fewer units are left over than there are parties, so that each gets at most one of them.
contract FewerLeftThanParties {
    function property(uint16 amount, uint16 a, uint16 b, uint16 c) external pure {
        require(uint256(a) + b + c == 10_000);
        (uint256 x, ) = Quota.split(amount, a);
        (uint256 y, ) = Quota.split(amount, b);
        (uint256 z, ) = Quota.split(amount, c);
        assert(amount - (x + y + z) < 3);
    }
}

/// @notice The remainders are worth exactly the units that are left over.
contract RemaindersMakeTheRest {
    function property(uint16 amount, uint16 a, uint16 b, uint16 c) external pure {
        require(uint256(a) + b + c == 10_000);
        (uint256 x, uint256 p) = Quota.split(amount, a);
        (uint256 y, uint256 q) = Quota.split(amount, b);
        (uint256 z, uint256 r) = Quota.split(amount, c);
        assert(p + q + r == (amount - (x + y + z)) * 10_000);
    }
}

/// @notice Nobody gets more than a unit above its exact share.
contract QuotaIsExactToAUnit {
    function property(uint16 amount, uint16 weight) external pure {
        require(weight <= 10_000);
        (uint256 quota, ) = Quota.split(amount, weight);
        assert(quota * 10_000 <= uint256(amount) * weight && uint256(amount) * weight < (quota + 1) * 10_000);
    }
}
