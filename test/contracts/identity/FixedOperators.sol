// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Operators for tests: account 0x1000 + n runs operator n, in group n % 3 + 1; all are active.
contract FixedOperators {
    function groupOf(uint256 operatorId) external pure returns (bytes32) {
        return operatorId == 0 ? bytes32(0) : bytes32((operatorId % 3) + 1);
    }

    function operatorOf(address account) public pure returns (uint256) {
        uint160 number = uint160(account);
        return number > 0x1000 && number < 0x2000 ? number - 0x1000 : 0;
    }

    function activeOperatorOf(address account) external pure returns (uint256) {
        uint256 operatorId = operatorOf(account);
        require(operatorId != 0, "no operator");
        return operatorId;
    }
}
