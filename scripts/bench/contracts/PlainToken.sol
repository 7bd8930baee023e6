// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title OpenZeppelin's plain token.
contract PlainToken is ERC20 {
    constructor() ERC20("Plain token", "TOKEN") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
